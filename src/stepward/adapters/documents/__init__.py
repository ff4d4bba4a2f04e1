"""What leaves Stepward: JSON, CSV, the printed code, charts and paper."""
