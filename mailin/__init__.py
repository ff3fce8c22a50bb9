"""Mail that comes in: from a mailbox to what kind of mail it is, who really sent it, and what they typed."""
