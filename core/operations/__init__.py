"""Operations: what a school's admin sees and does of the service's own work, in chat and by mail."""
