-- expect: fault error "assignment to the global"
-- The environment by its own name.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    _ENV.leak = 1
  end,
}
