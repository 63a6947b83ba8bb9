-- SQLite has no roles: who may open the file may do anything the triggers of `event` allow.
SELECT 1;
