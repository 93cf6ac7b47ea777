//! Previews: the posture after, before anything is touched.
