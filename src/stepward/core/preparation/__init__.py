"""What the pharmacy makes: from a plan and a product to recipes that can be measured, with expiry and checks.

A `Product` (product.py) and a `Bench` (bench.py) say what there is. `prepare` (preparing.py) searches the dilution
paths (paths.py), times each solution (expiry.py, waves.py), weighs it (weights.py) and returns a `Preparation`
(recipe.py) with findings in a pharmacist's words. `slips.py` tells which mistakes figures and weight can catch.
"""
