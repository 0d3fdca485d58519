"""Full-text search, Chinese and English alike: the index, and the language of its queries."""
