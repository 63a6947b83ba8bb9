"""Lists from outside become entries: household lists, decrees, bank reports, from CSV and XLSX.

file -> sheets (rows) -> reading (records, by a mapping) -> households or payments (drafts)
     -> running (checked whole, then written page by page; what is there is not written again)
"""
