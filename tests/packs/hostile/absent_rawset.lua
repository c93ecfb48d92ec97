-- expect: fault error "no global 'rawset'"
-- rawset does not exist.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return rawset
  end,
}
