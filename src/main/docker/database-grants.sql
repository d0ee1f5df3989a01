-- What the service's account may do, on MySQL and on MariaDB; one statement a line, each repeatable.
-- The pattern lets tests have databases of their own beside the main one.
GRANT ALL PRIVILEGES ON `lockstep%`.* TO 'lockstep'@'%';
-- to list who holds and who waits on which row
GRANT PROCESS ON *.* TO 'lockstep'@'%';
GRANT SELECT ON performance_schema.* TO 'lockstep'@'%';
