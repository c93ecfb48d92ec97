-- expect: fault
-- The same in our own library.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = ("Ä"):rep(100000)
    while true do text.normalise(s) end
  end,
}
