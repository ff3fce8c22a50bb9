"""From tokens to clauses: what is named, which part each word plays, and what one clause says by itself."""
