-- expect: fault error "assignment to the global 'text'"
-- Nor may one of ours be replaced.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    text = "x"
  end,
}
