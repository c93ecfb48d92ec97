-- expect: fault error "the pack has no"
-- Nor others by their path.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return require "lib.../exercises/x"
  end,
}
