-- PostgreSQL writes entries of an index, not pages, and finds an id in one index over all of a log.
SELECT 1;
