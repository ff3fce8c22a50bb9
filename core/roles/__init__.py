"""Roles: whom a school's admin invites to a role at their school or its companies, gives one, or takes one from."""
