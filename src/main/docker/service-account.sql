-- What the service's account may do where another one changes the schema (quarkus.flyway.username). Run this as the
-- account that owns the schema, after a migration that adds a table, and run what it writes:
--   mysql lockstep -N < service-account.sql | mysql lockstep
-- What happened is not changed afterwards: audit_log can be added to, and the list of migrations only be read. UPDATE or
-- DELETE is also what SELECT ... FOR UPDATE asks for.
SELECT CONCAT(
  'GRANT SELECT',
  CASE table_name
    WHEN 'flyway_schema_history' THEN ''
    WHEN 'audit_log' THEN ', INSERT'
    ELSE ', INSERT, UPDATE, DELETE'
  END,
  ' ON `', table_schema, '`.`', table_name, '` TO ''lockstep_service''@''%''')
FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE';
