"""What students say of their own days: hours to log, answers about days that came back, a week that is handed in."""
