CREATE DATABASE IF NOT EXISTS lockstep CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS 'lockstep'@'%' IDENTIFIED BY 'lockstep';
CREATE USER IF NOT EXISTS 'lockstep_service'@'%' IDENTIFIED BY 'lockstep';
GRANT PROCESS ON *.* TO 'lockstep_service'@'%';
GRANT SELECT ON performance_schema.* TO 'lockstep_service'@'%';
