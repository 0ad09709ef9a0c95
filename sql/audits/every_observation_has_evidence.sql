-- An observation without a statement that it shows.
SELECT observation_id FROM observation ANTI JOIN (SELECT * FROM evidence WHERE role = 'shown') USING (observation_id);
