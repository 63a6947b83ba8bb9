"""What happened before each moment of the story, told for somebody who has never heard of it.

Words only. Before: `pages.py` knows which moment it shows. After: a terminal.
"""

from collections.abc import Mapping
from typing import Final

SCENES: Final[Mapping[str, tuple[str, str]]] = {
    "intro": (
        "Nana menjahit rompi pelampung di Pasir Ampo, Kabupaten Tangerang, dan menerima bantuan "
        "Jamsosratu. Dua pendamping mencatat apa yang mereka lihat, masing-masing di perangkatnya "
        "sendiri: Zaenal di D1, pendamping kedua di D2. Sering tidak ada sinyal. Kantor menerima "
        "catatan bila perangkat sync, lalu menghitung ulang dari semua catatan: di mana keluarga "
        "ini berada, dan bagaimana usahanya. Yang tidak dicatat siapa pun tetap belum diketahui.\n"
        "Semua di bawah ini baru saja dimainkan oleh proses sungguhan lewat HTTP.",
        "Nana sews life vests in Pasir Ampo, Tangerang regency, and receives the assistance "
        "Jamsosratu. Two companions write down what they see, each on a device of their own: "
        "Zaenal on D1, a second companion on D2. Often there is no signal. The office receives "
        "entries when a device syncs, and works out from all of them where the household stands "
        "and how its enterprise is doing. What nobody wrote down stays unknown.\n"
        "All of this was just now played by real processes over HTTP.",
    ),
    "offline": (
        "Sejak 6 November 2018 tidak ada sinyal. Pada 3 Desember Zaenal mencatat penjualan "
        "November: 215 potong. Pada 6 Desember pendamping kedua mencatat bulan yang sama: 251. "
        "Hari ini kedua perangkat mencoba sync: kantor tidak terjangkau, tidak ada yang hilang, "
        "dan kantor belum mendengar apa pun tentang November.",
        "There has been no signal since 6 November 2018. On 3 December Zaenal wrote down the "
        "sales of November: 215 pieces. On 6 December the second companion wrote down the same "
        "month: 251. Today both devices try to sync: the office cannot be reached, nothing is "
        "lost, and the office has heard nothing of November.",
    ),
    "conflict": (
        "Sinyal kembali dan kedua perangkat sync. Kini semua melihat kedua angka: tidak ada yang "
        "ditimpa, tidak ada yang dijumlahkan, dan yang sync terakhir tidak menang. Sampai "
        "seseorang memutuskan, apa yang bergantung pada kedua angka itu belum diketahui.",
        "The signal is back and both devices sync. Everybody now sees both figures: neither is "
        "overwritten, they are not added up, and the last to sync does not win. Until a person "
        "decides, what rests on the two is unknown.",
    ),
    "corrected": (
        "Pendamping kedua melihat surat jalan dan mengoreksi 251 menjadi 215; koordinator "
        "kabupaten menegaskannya. Bentrok selesai, kedua catatan tetap ada dalam riwayat. Laba "
        "tetap belum diketahui, karena tidak ada yang mencatat biaya.",
        "The second companion has seen the delivery note and corrects 251 to 215; the regency "
        "coordinator confirms it. The conflict is over, both entries stay in the history. The net "
        "is still unknown, for nobody has recorded costs.",
    ),
    "costs_known": (
        "Zaenal mencatat semua biaya November. Laba bersih Rp1.400.000 untuk lima orang, "
        "Rp280.000 seorang, di bawah garis kemiskinan: penghasilan belum terpenuhi. Omzet yang "
        "besar tidak pernah dianggap sebagai laba. D2 belum sync, jadi belum tahu.",
        "Zaenal records every cost of November. The net is Rp1,400,000 for five people, "
        "Rp280,000 each, below the poverty line: income is not met. High sales are never taken "
        "for profit. D2 has not synced, so it does not know yet.",
    ),
    "graduated": (
        "Ada pembeli kedua, pembukuan biaya, survei rumah, rencana untuk ibu Nana, dan permintaan "
        "keluarga. Zaenal mengusulkan graduasi dengan salinan beku dari hasil hari itu; kabupaten "
        "dan provinsi menyetujui. D1 sync sehari sebelum putusan provinsi, D2 terakhir sync "
        "Desember 2018: masing-masing tahu sampai di situ.",
        "There is a second buyer, a book of costs, a survey of the house, a plan for Nana's "
        "mother, and the family's own request. Zaenal proposes graduation with a frozen copy of "
        "that day's findings; regency and province approve. D1 synced the day before the province "
        "decided, D2 last in December 2018: each knows that far.",
    ),
    "end": (
        "Setahun kemudian, di tengah pandemi, tidak ada pesanan lagi: usaha berhenti sementara "
        "dan kunjungan purnagraduasi mencatat keluarga jatuh kembali. Putusan graduasi tidak "
        "dibatalkan oleh fakta yang datang kemudian, tetapi keluarga ini ditandai.",
        "A year later, in the pandemic, there are no orders: the enterprise pauses and the "
        "aftercare visit finds that the household fell back. Later facts do not undo the decision "
        "to graduate, but the household is flagged.",
    ),
}
