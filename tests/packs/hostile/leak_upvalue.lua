-- expect: ok score=1
-- answer: a=secret
-- A local of the file does not live on.
local calls, seen = 0, nil
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    calls = calls + 1
    local was = seen
    seen = a.a
    return parts { a = { calls == 1 and was == nil } }
  end,
}
