"""The audit log: every act of a person or of the program, a reader's too, each chained to the one before."""
