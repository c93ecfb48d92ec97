-- expect: fault error "did you mean 'grade'"
-- A typing mistake in the definition.
return exercise { title = "x", minutes = 1, view = function() end, graed = function() end }
