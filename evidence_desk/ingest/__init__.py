"""From evidence to case: a plan of stages, a broker that alone writes, workers that alone read evidence."""
