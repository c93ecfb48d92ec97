-- expect: fault error "did you mean 'stats'"
-- A typing mistake is named.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return stat.mean({ 1 })
  end,
}
