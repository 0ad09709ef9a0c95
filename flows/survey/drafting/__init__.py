"""First codebooks, from forms and from exports. `flows.survey.drafting.drafts` is the door."""
