"""What a person says of the evidence: marks, facts to be shown, findings. Each is an act in the log."""
