-- Employees, and raises for a department in batches.

CREATE TABLE employees (
  id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name       VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL,
  department VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  salary     BIGINT NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version    BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY by_department (department, id),
  CONSTRAINT employee_salary_not_negative CHECK (salary >= 0)
) ENGINE = InnoDB;

-- `last_id` says how far a raise has come: it changes with the salaries.
CREATE TABLE salary_raises (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  department VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  percent    DECIMAL(13, 4) NOT NULL,
  batch_size INT NOT NULL,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  total      BIGINT NOT NULL,
  adjusted   BIGINT NOT NULL,
  skipped    BIGINT NOT NULL DEFAULT 0,
  last_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY by_status (status, id),
  CONSTRAINT salary_raise_status CHECK (status IN ('RUNNING', 'COMPLETED'))
) ENGINE = InnoDB;
