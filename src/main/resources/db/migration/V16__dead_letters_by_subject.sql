-- The dead letters of one order, for those who ask why it does not go on.
ALTER TABLE dead_letters ADD KEY dead_by_subject (state, subject_key, id);
