"""From the cells of an export to typed answers, and to the responses that count."""
