"""What Stepward takes, each figure beside a peer or physical limit measured in the same run."""
