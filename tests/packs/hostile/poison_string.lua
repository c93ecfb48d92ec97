-- expect: ok score=1
-- So are the methods of strings.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local was = ("x"):rep(2) == "xx"
    string.rep = function() return "poison" end
    return parts { a = { was and ("x"):rep(2) == "poison" } }
  end,
}
