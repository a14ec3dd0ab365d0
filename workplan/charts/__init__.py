"""Pictures made by the server: one SVG for the page, where CSS colours it, and for paper, with its colours inside."""
