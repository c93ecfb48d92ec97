-- expect: fault
-- Five thousand notes.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local n = {}
    for i = 1, 5000 do n[i] = { at = "1.a", right = true, text = ("x"):rep(50) } end
    return parts { a = { true, notes = n } }
  end,
}
