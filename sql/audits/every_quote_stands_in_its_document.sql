-- A claim whose quote is not what its document says at its offsets.
SELECT claim_id, document_id, quote FROM claim LEFT JOIN document USING (document_id) WHERE substring(text, start + 1, "end" - start) IS DISTINCT FROM quote;
