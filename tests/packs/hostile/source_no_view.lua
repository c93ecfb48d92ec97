-- expect: fault error "view must be"
-- Something that cannot be missing.
return exercise { title = "x", minutes = 1, grade = function() end }
