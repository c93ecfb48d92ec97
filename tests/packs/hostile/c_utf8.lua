-- expect: fault time
-- Long work in C, where no step is counted: the timer ends it.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = ("x"):rep(4000000)
    while true do utf8.len(s) end
  end,
}
