"""What the office knows, as files: CSV, XLSX and Parquet for those entitled.

exports (what there is) -> running (page by page, in one snapshot) -> formats (a private file)
     -> the event `data_exported` with the file's digest -> the file is handed out
"""
