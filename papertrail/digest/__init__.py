"""The digest: what is worth reading of what arrived since the last one."""
