"""What people send and fetch as files: tables to import, and what is exported."""
