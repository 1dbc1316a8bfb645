"""Retraining the curve-estimation networks on anyone's photos; no Qt."""
