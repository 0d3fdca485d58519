"""Rule packs: data files, each with its version; which law they point at is said in each point."""
