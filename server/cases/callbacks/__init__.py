"""电话回访抽查: a tenth of all petitions a year, drawn so that anybody can check it, called, and counted honestly."""
