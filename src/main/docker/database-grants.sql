-- What the account may do that changes the schema, on MySQL and on MariaDB; one statement a line, each repeatable. The
-- service can work with it, or with one that may less: see service-account.sql, whose grants it may give.
-- The pattern lets tests have databases of their own beside the main one.
GRANT ALL PRIVILEGES ON `lockstep%`.* TO 'lockstep'@'%' WITH GRANT OPTION;
-- to list who holds and who waits on which row
GRANT PROCESS ON *.* TO 'lockstep'@'%';
GRANT SELECT ON performance_schema.* TO 'lockstep'@'%';
