"""What goes out: the official petition table and the tables seen on the screen, as workbooks."""
