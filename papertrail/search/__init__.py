"""Search the stored papers by meaning and by keywords."""
