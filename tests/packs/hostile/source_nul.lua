-- expect: fault error "NUL"
-- A NUL byte in the source.
return exercise {@NUL@}
