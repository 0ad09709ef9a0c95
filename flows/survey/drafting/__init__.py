"""First codebooks, from forms and from exports. `flows.survey.drafts` is the door."""
