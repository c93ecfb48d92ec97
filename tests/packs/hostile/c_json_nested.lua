-- expect: fault error "nested too deep"
-- A list that holds itself.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    t[1] = t
    return json.encode(t)
  end,
}
