"""One sync answered; what a device comes to see, how it joins, and how what was lost is mended."""
