"""AT Protocol, Bluesky's: repositories, and what a record of one says, for files and for visits."""
