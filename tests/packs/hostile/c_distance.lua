-- expect: fault steps
-- A table of edits without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = ("x"):rep(500)
    while true do text.distance(s, s) end
  end,
}
